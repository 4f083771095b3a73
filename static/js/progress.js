// Keeps the progress of a long job up to date; without this script a button does it.
(() => {
  const shown = () => document.querySelector("#progress[data-refresh]");

  const refresh = async () => {
    const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("progress");
    if (!fresh) throw new Error("no progress");
    if (!fresh.dataset.refresh) {
      window.location.reload();
      return;
    }
    shown().replaceChildren(...fresh.childNodes);
    later();
  };

  const later = () => {
    const progress = shown();
    if (progress) window.setTimeout(() => refresh().catch(later), progress.dataset.refresh * 1000);
  };

  later();
})();
