// The theme puts a menu without a name into every block of code; each gets that of its first button, and a number.
new MutationObserver(() => {
  document.querySelectorAll(".md-code__nav:not([aria-label])").forEach(menu => {
    const number = document.querySelectorAll(".md-code__nav[aria-label]").length + 1;
    menu.setAttribute("aria-label", `${menu.querySelector("button")?.title || "code"} ${number}`);
  });
}).observe(document.documentElement, { childList: true, subtree: true });
