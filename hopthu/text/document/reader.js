// The page begins in the first of its languages that the reader's browser asks for. Without scripts it
// begins in the one that it was made in, and the choice works all the same.
const choices = [...document.querySelectorAll("input.choice")];
const wanted = (navigator.languages || [navigator.language]).map((each) => each.slice(0, 2).toLowerCase());
const first = choices.find((choice) => choice.id === wanted.find((each) => choices.some(({ id }) => id === each)));
if (first) first.checked = true;
const told = () => (document.documentElement.lang = choices.find((choice) => choice.checked).id);
choices.forEach((choice) => choice.addEventListener("change", told));
told();
