// The pages link to files of the repository, which the book does not hold: there the link becomes the name of the file.
// And mdBook calls README.md index.html, but leaves links to it as they are.
(() => {
    const root = new URL(path_to_root || "./", document.baseURI);
    for (const link of document.querySelectorAll("main a[href]")) {
        const target = new URL(link.getAttribute("href"), document.baseURI);
        if (target.protocol !== root.protocol || target.host !== root.host) continue;
        if (target.pathname.startsWith(root.pathname)) {
            target.pathname = target.pathname.replace(/\/README\.html$/, "/index.html");
            link.href = target.href;
            continue;
        }
        const name = document.createElement("span");
        name.title = link.getAttribute("href").replace(/^(\.\.\/)+/, "").replace(/\.html(#.*)?$/, ".md");
        name.append(...link.childNodes);
        link.replaceWith(name);
    }
})();
