// Folds the navigation (remembered) and moves the focus to an error summary.

const KEY = "nav-folded";
document.documentElement.classList.add("script");
if (window.localStorage.getItem(KEY) === "1") document.body.classList.add("folded");

const fold = document.getElementById("fold");
if (fold) {
  const tell = () => fold.setAttribute("aria-expanded", String(!document.body.classList.contains("folded")));
  tell();
  fold.addEventListener("click", () => {
    const folded = document.body.classList.toggle("folded");
    window.localStorage.setItem(KEY, folded ? "1" : "0");
    tell();
  });
}

// On a narrow screen the navigation is a strip: the present part is brought into view.
const here = document.querySelector(".nav [aria-current]");
if (here && here.parentElement && here.parentElement.scrollWidth > window.innerWidth) {
  const strip = here.closest(".nav");
  if (strip) strip.scrollLeft = here.offsetLeft - 12;
}

const summary = document.getElementById("error-summary");
if (summary) summary.focus();
