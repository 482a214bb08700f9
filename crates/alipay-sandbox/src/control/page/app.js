// The page. Everything it shows and does is in the API under /_sandbox/; whatever comes from there is put in as text.
"use strict";

const API = "/_sandbox/";
const VIEWS = ["calls", "money", "notifications", "faults", "connect"];
const CHANNELS = ["ALIPAYACCOUNT", "PCREDIT", "BANKCARD", "MONEYMARKET"];
const TONE = { success: "good", pending: "wait", failed: "bad", unknown: "odd", disconnected: "bad", page: "",
  WAIT_BUYER_PAY: "wait", TRADE_SUCCESS: "good", TRADE_CLOSED: "", TRADE_FINISHED: "info",
  due: "wait", sending: "info", held: "info", acknowledged: "good", given_up: "bad" };
const SIGN = { good: "✓", bad: "✕", wait: "◷", odd: "?", info: "•", "": "•" };

let language = localStorage.getItem("language") || (navigator.language.startsWith("zh") ? "zh" : "en");
let calls = [], lastCall = 0, filter = { text: "", verdict: "" }, tabs = {}, drawn = "", open = new Set(), seen = new Set();

const word = (name) => WORDS[language][name] ?? WORDS.en[name] ?? name;
const $ = (selector) => document.querySelector(selector);

/** An element. Children are elements or text, never HTML. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "selected" || name === "disabled") element[name] = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

async function ask(path, method = "GET", body) {
  const options = { method, headers: body === undefined ? {} : { "content-type": "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(API + path, options);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error || answer.status);
  return told;
}

/** Does something, and shows what came of it. */
async function act(doing, done) {
  try {
    const told = await doing();
    if (done) toast(typeof done === "function" ? done(told) : done);
    await draw(true);
    return told;
  } catch (error) { toast(`${word("error")}: ${error.message}`); }
}

let fading;
function toast(text) {
  $("#toast").textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { $("#toast").textContent = ""; }, 4000);
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast(word("copied")); }
  catch { toast(word("error")); }
}

const pill = (name, text) => {
  const tone = TONE[name] ?? "";
  return h("span", { class: `pill ${tone}` }, h("span", { "aria-hidden": "true" }, SIGN[tone] ?? "•"), text ?? word(name));
};
const clockTime = (iso) => iso.slice(11, 19);
const dayTime = (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
const took = (millis) => millis < 1 ? `${millis.toFixed(2)} ms` : millis < 1000 ? `${millis.toFixed(1)} ms` : `${(millis / 1000).toFixed(1)} s`;
/** It changed something, and its caller was not told. */
const isLost = (call) => call.changes && ["unknown", "disconnected", "failed", "page"].includes(call.verdict);
const copyable = (text) => h("div", { class: "copy" }, h("code", {}, text), h("button", { type: "button", class: "small", onclick: () => copy(text) }, word("copy")));

/* Calls. */

async function takeCalls() {
  const told = await ask(`calls?after=${lastCall}`);
  if (told.last < lastCall || (told.count === 0 && calls.length)) { calls = []; }
  if (told.last < lastCall) { lastCall = 0; return takeCalls(); }
  lastCall = told.last;
  calls = calls.concat(told.calls).slice(-2000);
}

function fits(call) {
  const text = filter.text.trim().toLowerCase();
  if (filter.verdict && call.verdict !== filter.verdict) return false;
  return !text || [call.api, call.code, call.key, call.identity, call.fault, call.gateway].some((part) => part && part.toLowerCase().includes(text));
}

function callRow(call, current) {
  const isNew = !seen.has(call.id);
  seen.add(call.id);
  return h("li", { class: isNew && "new" }, h("a", { href: `#/calls/${call.id}`, "data-key": `call-${call.id}`, "aria-current": call.id === current && "true" },
    h("span", { class: "verdict" }, pill(call.verdict)),
    h("span", { class: "api" }, call.api),
    h("span", { class: "when" }, clockTime(call.at)),
    h("span", { class: "what" },
      isLost(call) && h("span", { class: "lost" }, word("lost")),
      call.code && call.verdict !== "success" && call.verdict !== "page" && h("span", { class: "code" }, call.code),
      call.fault && h("span", {}, `${word("fault")}: ${call.fault}`),
      call.key && h("span", {}, call.key),
      h("span", {}, `${call.gateway} ${call.protocol}`)),
    h("span", { class: "took" }, took(call.took_millis))));
}

async function drawCalls(id) {
  const detail = id ? await ask(`calls/${id}`).catch(() => null) : null;
  const shown = calls.filter(fits).reverse();
  const state = await settings();
  const rows = !calls.length
    ? h("div", { class: "empty" }, h("h2", {}, word("noCalls")), h("p", {}, word("noCallsHint")), copyable(state.gateway))
    : !shown.length ? h("p", { class: "empty" }, word("nothingFits"))
    : h("ul", { class: "rows", "data-scroll": "rows", "aria-label": `${word("calls")}, ${word("newest")}` }, shown.slice(0, 500).map((call) => callRow(call, detail?.id)));
  const list = h("section", { class: "card list", "aria-label": word("calls") },
    h("div", { class: "filter" },
      h("input", { type: "search", value: filter.text, placeholder: word("filter"), "aria-label": word("filter"), "data-key": "filter", oninput: (event) => { filter.text = event.target.value; draw(true); } }),
      h("select", { "aria-label": word("all"), "data-key": "verdict", onchange: (event) => { filter.verdict = event.target.value; draw(true); } },
        ["", "success", "pending", "failed", "unknown", "disconnected", "page"].map((name) => h("option", { value: name, selected: filter.verdict === name }, name ? word(name) : word("all"))))),
    rows);
  return h("div", { class: `calls ${detail ? "open" : "alone"}` }, list, detail && callDetail(detail));
}

function tabbed(name, parts) {
  const all = parts.filter(([, content]) => content);
  const chosen = all.some(([tab]) => tab === tabs[name]) ? tabs[name] : all[0]?.[0];
  const turn = (event, at) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const to = all[(at + step + all.length) % all.length][0];
    tabs[name] = to;
    draw(true).then(() => $(`[data-key="${name}-${to}"]`)?.focus());
  };
  return [
    h("div", { class: "tabs", role: "tablist" }, all.map(([tab], at) => h("button", {
      type: "button", role: "tab", "aria-selected": String(tab === chosen), tabindex: tab === chosen ? "0" : "-1", "data-key": `${name}-${tab}`,
      onclick: () => { tabs[name] = tab; draw(true); }, onkeydown: (event) => turn(event, at) }, word(tab)))),
    h("div", { role: "tabpanel" }, all.find(([tab]) => tab === chosen)?.[1]() ?? ""),
  ];
}

const table = (pairs) => h("table", { class: "params" }, h("tbody", {}, pairs.map(([name, value]) => h("tr", {}, h("td", {}, name), h("td", {}, value)))));

/** JSON, with its kinds of values told apart. */
function json(value) {
  const text = JSON.stringify(value, null, 2);
  const parts = [];
  const piece = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;
  let end = 0;
  for (const found of text.matchAll(piece)) {
    parts.push(text.slice(end, found.index));
    const kind = found[2] ? "name" : found[1] ? "text" : "number";
    parts.push(h("span", { class: kind }, found[1] || found[3]), found[2] || "");
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return h("pre", { tabindex: "0" }, parts);
}

/** A text, with what differs from another marked: between what both begin and end with. */
function marked(text, other) {
  if (other === null || other === undefined || other === text) return h("pre", { tabindex: "0" }, text);
  let begin = 0;
  while (begin < text.length && begin < other.length && text[begin] === other[begin]) begin++;
  let end = 0;
  while (end < text.length - begin && end < other.length - begin && text[text.length - 1 - end] === other[other.length - 1 - end]) end++;
  const middle = text.slice(begin, text.length - end);
  return h("pre", { tabindex: "0" }, text.slice(0, begin), h("mark", {}, middle || "▯"), text.slice(text.length - end));
}

function curl(call) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const host = call.request.headers.find(([name]) => name === "host")?.[1] || location.host;
  const skipped = ["host", "content-length", "connection", "transfer-encoding", "accept-encoding"];
  const headers = call.request.headers.filter(([name]) => !skipped.includes(name)).map(([name, value]) => ` \\\n  -H ${quoted(`${name}: ${value}`)}`);
  const body = call.request.body ? ` \\\n  --data-raw ${quoted(call.request.body)}` : "";
  return `curl -i -X ${call.request.method} ${quoted(`${location.protocol}//${host}${call.request.target}`)}${headers.join("")}${body}`;
}

function callDetail(call) {
  const request = call.request, answer = call.answer;
  const attempts = call.attempts;
  return h("article", { class: "card detail", "data-scroll": "detail", "aria-label": call.api },
    h("header", {},
      h("div", { class: "row spread" }, h("a", { class: "back", href: "#/calls" }, `← ${word("back")}`), h("span", { class: "row" }, pill(call.verdict), call.code && call.verdict !== "success" && h("code", {}, call.code))),
      h("h1", {}, call.api),
      call.message && call.verdict !== "success" && h("p", { class: "note" }, call.message),
      h("div", { class: "row acts" },
        h("button", { type: "button", class: "small", "data-key": "curl", onclick: () => copy(curl(call)) }, word("curl")),
        h("button", { type: "button", class: "small", "data-key": "again", disabled: request.has_files || request.is_cut, onclick: () => act(() => ask(`calls/${call.id}/send`, "POST"), (told) => { location.hash = `#/calls/${told.id}`; return word("sent"); }) }, word("again")))),
    call.explanation && h("section", {}, h("div", { class: "callout", id: "explanation" }, h("strong", {}, word("whyRefused")), call.explanation)),
    isLost(call) && h("section", {}, h("div", { class: "callout wait", id: "lost" }, h("strong", {}, word("lostTitle")), word("lostText"))),
    attempts.length > 1 && h("section", {}, h("h2", {}, word("sameKey")), h("ol", { class: "steps" }, attempts.map((attempt, at) => {
      const before = attempts.slice(0, at).some((other) => other.processed);
      const did = !attempt.processed ? word("didNot") : before ? word("repeated") : word("didIt");
      return h("li", { class: TONE[attempt.verdict] }, h("a", { href: `#/calls/${attempt.id}`, "aria-current": attempt.id === call.id && "true" }, `${clockTime(attempt.at)} ${word(attempt.verdict)}`), ` · ${did}`, attempt.fault && h("span", { class: "faint" }, ` · ${attempt.fault}`));
    }))),
    h("section", {}, h("dl", { class: "facts" }, [
      ["gateway", `${call.gateway} ${call.protocol}`], ["identity", call.identity], ["key", call.key], ["time", dayTime(call.at) + call.at.slice(16, 19)], ["took", took(call.took_millis)],
      ["status", answer ? String(answer.status) : null], ["fault", call.fault],
    ].filter(([, value]) => value).map(([name, value]) => [h("dt", {}, word(name)), h("dd", {}, value)]))),
    h("section", {}, h("h2", {}, word("request")), tabbed("request", [
      ["content", request.content !== null && (() => json(request.content))],
      ["parameters", request.parameters.length && (() => table(request.parameters))],
      ["headers", () => table(request.headers)],
      ["raw", () => h("pre", { tabindex: "0" }, `${request.method} ${request.target}\n\n${request.body}`)],
    ]), request.is_cut && h("p", { class: "note" }, word("cut")), request.has_files && h("p", { class: "note" }, word("files"))),
    call.gateway_text && h("section", {}, h("h2", {}, word("signedText")),
      call.client_text && [h("h3", {}, word("clientSide")), marked(call.client_text, call.gateway_text)],
      h("h3", {}, word("gatewaySide")), marked(call.gateway_text, call.client_text)),
    h("section", {}, h("h2", {}, word("answer")), answer ? tabbed("answer", [
      ["content", answer.content !== null && (() => json(answer.content))],
      ["headers", () => table(answer.headers)],
      ["rawAnswer", () => h("pre", { tabindex: "0" }, answer.body)],
    ]) : h("p", { class: "note" }, word("noAnswer")), answer?.is_cut && h("p", { class: "note" }, word("cut"))));
}

/* Money. */

function clockBar(clock, next) {
  const move = (seconds) => act(() => ask("clock", "POST", { advance_seconds: seconds }));
  const left = next ? Math.max(1, Math.ceil((Date.parse(next) - Date.parse(clock.now)) / 1000)) : 0;
  return h("div", { class: "card clock", role: "group", "aria-label": word("forward") },
    h("span", { class: "note" }, word("now")), h("time", {}, dayTime(clock.now)),
    clock.ahead_seconds > 0 && h("span", { class: "pill info" }, `+${ahead(clock.ahead_seconds)}`),
    [[240, `+4 ${word("minutes")}`], [3600, `+${word("hour")}`], [86400, `+${word("day")}`]].map(([seconds, text]) => h("button", { type: "button", class: "small", "data-key": `move-${seconds}`, onclick: () => move(seconds) }, text)),
    next && h("button", { type: "button", class: "small", "data-key": "move-next", onclick: () => move(left) }, word("toNext")));
}

function ahead(seconds) {
  const days = Math.floor(seconds / 86400), hours = Math.floor(seconds % 86400 / 3600), minutes = Math.round(seconds % 3600 / 60);
  return [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ") || `${seconds} s`;
}

function tradeCard(trade) {
  const decide = (decision, body) => act(() => ask(`trades/${encodeURIComponent(trade.out_trade_no)}/${decision}`, "POST", body));
  const channel = h("select", { class: "small", "aria-label": word("with"), "data-key": `channel-${trade.out_trade_no}` }, CHANNELS.map((name) => h("option", { value: name }, word(name))));
  const refunded = Number(trade.refunded);
  const can = (decision) => trade.decisions.includes(decision);
  return h("article", { class: "card trade", "aria-label": trade.out_trade_no },
    h("div", { class: "row spread" }, h("div", { class: "sum" }, h("small", {}, "¥"), trade.total_amount), pill(trade.status)),
    h("div", {}, h("div", { class: "subject" }, trade.subject), h("div", { class: "numbers" }, `${trade.out_trade_no} · ${trade.method}`)),
    refunded > 0 && h("div", {}, h("div", { class: "note" }, `¥${trade.refunded} ${word("of")} ¥${trade.total_amount} ${word("refunded")}`), h("progress", { class: "meter", max: trade.total_amount, value: trade.refunded, "aria-label": word("refunded") })),
    h("ol", { class: "steps" },
      h("li", { class: "good" }, `${word("created")} ${trade.created.slice(0, 16)}`),
      trade.paid_at && h("li", { class: "good" }, `${word("paid")} ${trade.paid_at.slice(0, 16)}`, h("span", { class: "faint" }, ` · ${word(trade.channel)}`)),
      trade.refunds.map((refund) => h("li", { class: "wait" }, `${word("refund")} ¥${refund.amount}`, h("span", { class: "faint" }, ` · ${refund.out_request_no} · ${refund.at.slice(0, 16)}`))),
      trade.closed_at && h("li", {}, `${word("closed")} ${trade.closed_at.slice(0, 16)}`),
      can("pay") && h("li", { class: "wait" }, `${word("until")} ${trade.deadline.slice(0, 16)}`)),
    trade.decisions.length > 0 && h("div", { class: "row acts" },
      can("pay") && [
        h("button", { type: "button", class: "main small pay", "data-key": `pay-${trade.out_trade_no}`, onclick: () => decide("pay", { channel: channel.value }) }, word("pay")), channel,
        h("button", { type: "button", class: "small", "data-key": `refuse-${trade.out_trade_no}`, onclick: () => decide("close") }, word("refuse")),
        h("button", { type: "button", class: "small quiet", "data-key": `expire-${trade.out_trade_no}`, onclick: () => expire(trade) }, word("expire"))],
      can("finish") && h("button", { type: "button", class: "small", "data-key": `finish-${trade.out_trade_no}`, onclick: () => decide("finish") }, word("finish"))));
}

/** Moves the clock to just behind the order's deadline, which is in China time. */
const expire = (trade) => act(async () => {
  const { now } = await ask("clock");
  const left = Math.ceil((Date.parse(`${trade.deadline.replace(" ", "T")}+08:00`) - Date.parse(now)) / 1000) + 1;
  await ask("clock", "POST", { advance_seconds: Math.max(1, left) });
});

function keyed(kind, all, idName) {
  if (!all.length) return null;
  const decide = (id, decision) => act(() => ask(`${kind}/${encodeURIComponent(id)}/${decision}`, "POST"));
  return h("section", { class: "card pad" }, h("h2", {}, word(kind)), h("table", {}, h("tbody", {}, all.map((one) => {
    const id = one[idName], result = one[kind === "topups" ? "topupResult" : "transferResult"] || one.result || {};
    const isOpen = result.resultStatus !== "S" && result.resultStatus !== "F";
    return h("tr", {}, h("td", {}, h("code", {}, id)), h("td", {}, pill({ S: "success", F: "failed" }[result.resultStatus] || "pending", result.resultCode)),
      h("td", { class: "amount" }, isOpen && [h("button", { type: "button", class: "small", onclick: () => decide(id, "settle") }, word("settle")), " ", h("button", { type: "button", class: "small", onclick: () => decide(id, "fail") }, word("fail"))]));
  }))));
}

async function drawMoney() {
  const [money, clock] = await Promise.all([ask("money"), ask("clock")]);
  const trades = [...money.trades].sort((a, b) => b.created.localeCompare(a.created) || b.trade_no.localeCompare(a.trade_no));
  const order = h("textarea", { "data-key": "order", "aria-label": word("orderString"), spellcheck: "false" });
  return h("div", {},
    h("div", { class: "head" }, h("h1", {}, word("money")), clockBar(clock)),
    h("div", { class: "grid two" },
      h("div", { class: "stack" },
        trades.length ? h("div", { class: "trades" }, trades.slice(0, 200).map(tradeCard)) : h("div", { class: "card empty" }, h("h2", {}, word("noTrades")), h("p", {}, word("noTradesHint"))),
        keyed("transfers", money.transfers, "transferRequestId"), keyed("topups", money.topups, "topupRequestId")),
      h("div", { class: "stack" },
        h("section", { class: "card pad" }, h("h2", {}, word("accounts")), h("table", {},
          h("thead", {}, h("tr", {}, h("th", {}, word("owner")), h("th", { class: "amount" }, word("available")), h("th", { class: "amount" }, word("frozen")))),
          h("tbody", {}, money.accounts.map((account) => h("tr", {}, h("td", {}, h("code", {}, account.owner || "–"), h("div", { class: "faint" }, account.gateway)), h("td", { class: "amount" }, `${account.available ?? "–"} ${account.currency || ""}`), h("td", { class: "amount" }, account.frozen ?? "–")))))),
        h("section", { class: "card pad stack" }, h("h2", {}, word("orderString")), h("p", { class: "note" }, word("orderStringHint")), order,
          h("button", { type: "button", onclick: () => act(() => ask("pay", "POST", { order_string: order.value.trim() }), word("paid")) }, word("pay"))))));
}

/* Notifications. */

async function drawNotifications(id) {
  const told = await ask("notifications");
  const next = told.notifications.map((one) => one.next).filter(Boolean).sort()[0];
  if (id) open.add(Number(id));
  return h("div", {},
    h("div", { class: "head" }, h("h1", {}, word("notifications")), h("div", { class: "row" }, h("label", { class: "switch" }, h("input", { type: "checkbox", checked: told.hold, "data-key": "hold", onchange: (event) => act(() => ask("notifications/hold", "POST", { hold: event.target.checked })) }), word("hold")), clockBar(told.clock, next))),
    told.notifications.length ? [...told.notifications].reverse().slice(0, 200).map(notification) : h("div", { class: "card empty" }, h("h2", {}, word("noNotifications")), h("p", {}, word("noNotificationsHint"))));
}

function notification(one) {
  const send = (body, done) => act(() => ask(`notifications/${one.id}/send`, "POST", body), done);
  const forgery = (told) => told.attempts.some((attempt) => attempt.acknowledged) ? word("forgeryTaken") : word("forgeryRefused");
  return h("details", { class: "card", open: open.has(one.id), ontoggle: (event) => { if (event.target.open) open.add(one.id); else open.delete(one.id); } },
    h("summary", { "data-key": `notification-${one.id}` }, h("span", {}, pill(one.state)),
      h("span", { class: "told" }, h("code", {}, one.event), " ", one.about, h("div", { class: "note" }, one.url)),
      h("span", { class: "note" }, one.next ? `${word("next")} ${dayTime(one.next)}` : dayTime(one.made))),
    h("div", { class: "pad stack" },
      h("div", { class: "row" },
        h("button", { type: "button", class: "small", "data-key": `send-${one.id}`, onclick: () => send({}, word("sent")) }, word("sendAgain")),
        h("button", { type: "button", class: "small", "data-key": `twice-${one.id}`, onclick: () => send({ times: 2 }, word("sent")) }, word("twice")),
        h("button", { type: "button", class: "small", "data-key": `forge-${one.id}`, onclick: () => send({ forged: true }, forgery) }, word("forged"))),
      h("div", {}, h("h3", {}, word("attempts")), one.attempts.length ? h("ol", { class: "steps" }, one.attempts.map((attempt) => h("li", { class: attempt.acknowledged !== attempt.forged ? "good" : "bad" },
        `${dayTime(attempt.at)} · ${attempt.status ?? "–"} `, attempt.forged && h("span", { class: "pill odd" }, word("forgedWord")), " ", attempt.acknowledged ? word("accepted") : attempt.reason, attempt.answer && h("div", { class: "faint mono" }, attempt.answer)))) : h("p", { class: "note" }, word("notSent"))),
      h("div", {}, h("h3", {}, word("body")), one.parameters.length > 1 ? table(one.parameters) : h("pre", {}, one.body))));
}

/* Faults, and answers that are given. */

async function drawFaults() {
  const [{ faults }, { answers }, state] = await Promise.all([ask("faults"), ask("answers"), settings()]);
  const field = (name, input) => h("label", {}, word(name), input);
  const api = h("input", { list: "apis", placeholder: word("anyApi"), "data-key": "fault-api", autocomplete: "off" });
  const kind = h("select", { "data-key": "fault-kind", onchange: () => show() }, Object.entries(WORDS[language].f).map(([name, text]) => h("option", { value: name }, text)));
  const times = h("input", { type: "number", min: "1", max: "1000000", value: "1", "data-key": "fault-times" });
  const millis = h("input", { type: "number", min: "1", value: "5000", "data-key": "fault-millis" });
  const code = h("input", { placeholder: "ACQ.SYSTEM_ERROR", "data-key": "fault-code" });
  const [millisField, codeField] = [field("millis", millis), field("code", code)];
  const show = () => { millisField.hidden = kind.value !== "slow"; codeField.hidden = kind.value !== "code"; };
  show();
  const set = (event) => {
    event.preventDefault();
    const body = { fault: kind.value, times: Number(times.value) || 1 };
    if (api.value.trim()) body.api = api.value.trim();
    if (kind.value === "slow") body.millis = Number(millis.value);
    if (kind.value === "code") body.code = code.value.trim();
    act(() => ask("faults", "POST", body));
  };
  const answerApi = h("input", { list: "apis", "data-key": "answer-api", autocomplete: "off" });
  const answer = h("textarea", { "data-key": "answer-json", spellcheck: "false", value: '{\n  "code": "10000",\n  "msg": "Success"\n}' });
  const give = (event) => { event.preventDefault(); act(async () => ask("answers", "POST", { api: answerApi.value.trim(), answer: JSON.parse(answer.value) })); };
  return h("div", {}, h("div", { class: "head" }, h("h1", {}, word("faults"))),
    h("datalist", { id: "apis" }, state.apis.map(({ name }) => h("option", { value: name }))),
    h("div", { class: "grid two" },
      h("div", { class: "stack" },
        h("section", { class: "card pad stack" }, h("div", { class: "row spread" }, h("h2", {}, word("waiting")), faults.length > 1 && h("button", { type: "button", class: "small", onclick: () => act(() => ask("faults", "DELETE")) }, word("removeAll"))),
          faults.length ? h("table", {}, h("tbody", {}, faults.map((fault) => h("tr", {}, h("td", {}, WORDS[language].f[fault.fault] || fault.fault, h("div", { class: "faint mono" }, fault.api || word("anyApi"))), h("td", { class: "amount" }, `${fault.times} ${word("more")}`), h("td", { class: "amount" }, h("button", { type: "button", class: "small", "data-key": `off-${fault.id}`, onclick: () => act(() => ask(`faults/${fault.id}`, "DELETE")) }, word("remove"))))))) : h("p", { class: "note" }, word("noFaults"))),
        h("section", { class: "card pad stack" }, h("div", { class: "row spread" }, h("h2", {}, word("answers")), Object.keys(answers).length > 0 && h("button", { type: "button", class: "small", onclick: () => act(() => ask("answers", "DELETE")) }, word("removeAll"))), h("p", { class: "note" }, word("answersHint")),
          Object.entries(answers).map(([name, given]) => h("div", {}, h("code", {}, name), json(given))),
          !Object.keys(answers).length && h("p", { class: "note" }, word("noAnswers")),
          h("form", { class: "stack", onsubmit: give }, field("api", answerApi), field("answer", answer), h("button", {}, word("give"))))),
      h("form", { class: "card pad stack", onsubmit: set }, h("h2", {}, word("setFault")), field("whichFault", kind), field("api", api), field("times", times), millisField, codeField, h("button", { class: "main", "data-key": "fault-set" }, word("set")))));
}

/* How programs reach this. */

let known;
const settings = async () => known ??= await ask("settings");

async function drawConnect() {
  const state = await settings();
  const secret = h("div", {}, h("button", { type: "button", onclick: async () => { const told = await ask("secrets"); secret.replaceChildren(h("h3", {}, word("privateKey")), h("pre", { tabindex: "0" }, told.client_private_key)); } }, word("show")));
  return h("div", {}, h("div", { class: "head" }, h("h1", {}, word("connect"))),
    h("div", { class: "grid two" },
      h("div", { class: "stack" },
        h("section", { class: "card pad stack" }, h("h2", {}, word("settings")), [["gateway.do", state.gateway], ["REST, DWS, WorldFirst", state.origin], ["app_id", state.app_id], ["client-id (DWS)", state.dws_client_id], ["client-id (WorldFirst)", state.worldfirst_client_id]].map(([name, value]) => h("div", {}, h("h3", {}, name), copyable(value)))),
        h("section", { class: "card pad stack" }, h("h2", {}, word("keys")), h("p", { class: "note" }, word("keysAreTests")), h("h3", {}, word("publicKey")), h("pre", { tabindex: "0" }, state.gateway_public_key), secret)),
      h("div", { class: "stack" },
        h("section", { class: "card pad stack" }, h("h2", {}, word("document")), h("p", {}, h("a", { href: "/_sandbox/openapi.json" }, "/_sandbox/openapi.json")), h("p", { class: "note" }, `Version ${state.version}`)),
        h("section", { class: "card pad" }, h("h2", {}, word("apis")), h("table", {}, h("tbody", {}, state.apis.map((api) => h("tr", {}, h("td", {}, h("code", {}, api.name)), h("td", { class: "faint" }, api.gateway)))))))));
}

/* The whole. */

const DRAW = { calls: drawCalls, money: drawMoney, notifications: drawNotifications, faults: drawFaults, connect: drawConnect };
const route = () => { const [view, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent); return [VIEWS.includes(view) ? view : "calls", rest.join("/") || null]; };

let drawing = Promise.resolve();
/** Draws the view anew, one after the other, and keeps where the reader is. */
function draw(always) {
  drawing = drawing.then(() => drawNow(always)).catch((error) => { if (!(error instanceof TypeError)) console.error(error); });
  return drawing;
}

async function drawNow(always) {
  const [view, id] = route();
  const isTyping = ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName) && document.activeElement.dataset.key !== "filter";
  await takeCalls();
  await drawBar(view);
  // What is being typed is not taken away by what happens meanwhile.
  if (!always && isTyping && drawn === location.hash) return;
  const content = await DRAW[view](id);
  const main = $("#main"), was = document.activeElement, key = was?.dataset?.key, selection = key === "filter" ? was.selectionStart : null;
  const scrolled = drawn.split("/")[1] === view ? [...main.querySelectorAll("[data-scroll]")].map((element) => [element.dataset.scroll, element.scrollTop]) : [];
  const typed = drawn === location.hash ? [...main.querySelectorAll("[data-key]")].filter((element) => element.matches("input:not([type=checkbox]), select, textarea")).map((element) => [element.dataset.key, element.value]) : [];
  const page = drawn === location.hash ? scrollY : 0;
  main.replaceChildren(content);
  for (const [name, value] of typed) { const element = main.querySelector(`[data-key="${CSS.escape(name)}"]`); if (element && element.value !== value && name !== "filter" && name !== "verdict") { element.value = value; element.dispatchEvent(new Event("change")); } }
  for (const [name, top] of scrolled) { const element = main.querySelector(`[data-scroll="${name}"]`); if (element && !(name === "detail" && drawn !== location.hash)) element.scrollTop = top; }
  if (drawn.split("/")[1] !== view) scrollTo(0, 0); else if (page) scrollTo(0, page);
  if (key) { const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`); element?.focus({ preventScroll: true }); if (selection !== null) element?.setSelectionRange(selection, selection); }
  drawn = location.hash;
}

let counts = {};
async function drawBar(view) {
  const told = await ask("summary");
  counts = { calls: [calls.length, ""], money: [told.trades_to_pay, "warn"], notifications: [told.notifications_open, "warn"], faults: [told.faults, "warn"] };
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = `${word(view)} · ${word("title")}`;
  document.querySelectorAll("[data-word]").forEach((element) => { element.textContent = word(element.dataset.word); });
  document.querySelectorAll("[data-title]").forEach((element) => { element.title = word(element.dataset.title); element.setAttribute("aria-label", element.title); });
  $("#language").textContent = word("other");
  $("#views").setAttribute("aria-label", word("views"));
  $("#views").replaceChildren(...VIEWS.map((name) => h("a", { href: `#/${name}`, "data-key": `view-${name}`, "aria-current": name === view && "page" }, word(name), counts[name]?.[0] > 0 && h("span", { class: `count ${counts[name][1]}` }, String(counts[name][0])))));
}

function turnTheme() {
  const isDark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  localStorage.setItem("theme", isDark ? "light" : "dark");
  document.documentElement.dataset.theme = isDark ? "light" : "dark";
}

/** j and k go through the calls, a slash to the filter. */
function keys(event) {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const [view, id] = route();
  if (event.key === "/" && view === "calls") { event.preventDefault(); $("[data-key=filter]").focus(); }
  const step = { j: 1, k: -1 }[event.key];
  if (!step || view !== "calls") return;
  const shown = calls.filter(fits).reverse(), at = shown.findIndex((call) => String(call.id) === id);
  const to = shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
  if (to) location.hash = `#/calls/${to.id}`;
}

if (localStorage.getItem("theme")) document.documentElement.dataset.theme = localStorage.getItem("theme");
$("#language").addEventListener("click", () => { language = language === "en" ? "zh" : "en"; localStorage.setItem("language", language); draw(true); });
$("#theme").addEventListener("click", turnTheme);
$("#reset").addEventListener("click", () => { if (confirm(word("really"))) { seen.clear(); act(() => ask("reset", "POST"), word("wasReset")); } });
addEventListener("hashchange", () => draw(true));
addEventListener("keydown", keys);
const live = (is) => { $("#live").className = is ? "live" : "live off"; $("#live").textContent = word(is ? "live" : "off"); };
const events = new EventSource(`${API}events`);
events.addEventListener("changed", () => draw(false));
events.onopen = () => live(true);
events.onerror = () => live(false);
draw(true);
