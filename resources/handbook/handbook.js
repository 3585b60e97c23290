"use strict";
// The decoder mirrors app/report/code.py; a test runs both on the same codes.
function checkOf(data, code) {
  let register = code.start;
  for (const byte of data) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit++) register = ((register << 1) ^ (register & 128 ? code.polynomial : 0)) & 255;
  }
  return register;
}
function oneLetterApart(first, second) {
  if (Math.abs(first.length - second.length) > 1) return false;
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  return short.slice(short.length === long.length ? start + 1 : start) === long.slice(start + 1);
}
function valueOf(word, code) {
  const exact = code.words.indexOf(word);
  if (exact >= 0) return exact;
  const near = code.words.filter((known) => oneLetterApart(word, known));
  return near.length === 1 ? code.words.indexOf(near[0]) : -1;
}
function decode(typed, code) {
  // Twelve states, or {problem, word}: what to tell the agent.
  let bytes;
  if (!/[A-Za-z\u00aa-\uffff]/.test(typed)) {
    const digits = typed.replace(/[^0-9]/g, "");
    if (digits.length !== 10) return {problem: "digits"};
    const number = Number(digits);
    if (number >= 4294967296) return {problem: "misheard"};
    bytes = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256);
  } else {
    const words = typed.toLowerCase().match(/[a-z\u00aa-\uffff]+/g);
    if (words.length !== 4) return {problem: "length"};
    bytes = words.map((word) => valueOf(word, code));
    if (bytes.includes(-1)) return {problem: "unknown", word: words[bytes.indexOf(-1)]};
  }
  if (checkOf(bytes.slice(0, 3), code) !== bytes[3]) return {problem: "misheard"};
  const number = ((bytes[0] << 16) | (bytes[1] << 8) | bytes[2]) ^ code.mask;
  return {states: code.questions.map((_, index) => code.states[(number >> (22 - 2 * index)) & 3])};
}
function begin() {
  const find = (id) => document.getElementById(id);
  const code = JSON.parse(find("decoder").textContent);
  const articles = [...document.querySelectorAll("article")];
  const contents = articles.map((article) => article.textContent.toLowerCase());
  const search = find("search");
  find("all-words").textContent = code.words.join(" ");

  function show() {
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    articles.forEach((article, index) => {
      const number = /^\d{1,2}[a-z]?$/.test(wanted);
      const fits = !wanted || (number ? (article.className === "screen" ? article.id : article.dataset.number || "").startsWith(wanted)
        : wanted.split(/\s+/).every((word) => contents[index].includes(word)));
      article.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    document.body.classList.toggle("searching", wanted !== "");
    for (const part of document.querySelectorAll("main > section[id^=part-]"))
      part.hidden = wanted !== "" && !part.querySelector("article:not([hidden])");
    find("nothing").hidden = shown > 0;
    if (wanted) window.scrollTo(0, 0);
  }
  function read() {
    const list = find("states");
    list.textContent = "";
    const typed = find("code").value.trim();
    const result = typed ? decode(typed, code) : {};
    find("complaint").textContent = result.problem ? code.says[result.problem] + (result.word ? " " + result.word : "") : "";
    (result.states || []).forEach((state, index) => {
      const item = document.createElement("li");
      item.className = state;
      const word = document.createElement("b");
      word.textContent = code.state_words[code.states.indexOf(state)];
      item.append(code.questions[index], word);
      list.append(item);
    });
  }
  search.addEventListener("input", show);
  find("code").addEventListener("input", read);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "Escape") { search.value = ""; show(); search.focus(); }
    else if (event.key === "Enter" && event.target === search) {
      const first = articles.find((article) => !article.hidden);
      if (first && search.value) { search.value = ""; show(); location.hash = first.id; }
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[/0-9]$/.test(event.key)) {
      search.focus();
      search.value = "";
      if (event.key === "/") event.preventDefault();
    }
  });
  addEventListener("hashchange", () => {
    search.value = "";
    show();
    const target = find(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
    for (const link of document.querySelectorAll(".languages a")) link.hash = location.hash;
  });
  if (location.hash.startsWith("#code=")) { find("code").value = decodeURIComponent(location.hash.slice(6)); read(); }
  if (location.hash.startsWith("#search=")) { search.value = decodeURIComponent(location.hash.slice(8)); show(); }
}
if (typeof document !== "undefined") begin();
