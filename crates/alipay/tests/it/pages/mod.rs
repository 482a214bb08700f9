//! Pages: signed by the client, brought to the sandbox by a payer, and what the merchant hears of it.

mod browser;
mod chromium;
mod payment;
mod shop;
mod story;
