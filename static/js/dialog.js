// Opens links marked data-dialog in place, as a modal dialog; without this script they are pages of their own.
(() => {
  const supported = typeof HTMLDialogElement === "function" && "showModal" in HTMLDialogElement.prototype;
  if (!supported) return;

  const show = async (link) => {
    const answer = await fetch(link.href, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.querySelector("main");
    if (!content) throw new Error("no main");

    const dialog = document.createElement("dialog");
    const title = content.querySelector("h1");
    if (title) {
      title.id = "dialog-title";
      dialog.setAttribute("aria-labelledby", title.id);
    }
    dialog.append(...content.children);
    for (const form of dialog.querySelectorAll("form:not([action])")) form.setAttribute("action", link.href);
    for (const cancel of dialog.querySelectorAll("[data-close]")) {
      cancel.addEventListener("click", (event) => {
        event.preventDefault();
        dialog.close();
      });
    }
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link).catch(() => {
      window.location.href = link.href;
    });
  });
})();
