(() => {
  const first = text => text.replace(/^'+/, "").slice(0, 1).normalize("NFKC");
  const guarded = text => /^[=+\-@\t\r]/.test(first(text)) ? "'" + text : text;
  const quoted = text => '"' + guarded(text).replaceAll('"', '""') + '"';
  const sheet = document.getElementById("sheet");
  const answers = Array.from(sheet.querySelectorAll("article"));
  const inputs = answer => Array.from(answer.querySelectorAll("input[data-criterion]"));
  const count = document.getElementById("marked");
  const fields = Array.from(sheet.querySelector("article") ? inputs(answers[0]) : [], input => input.dataset.criterion);

  const total = answer => {
    const filled = inputs(answer).filter(input => input.value !== "");
    const sum = filled.reduce((points, input) => points + Number(input.value), 0);
    answer.querySelector("output").textContent = filled.length ? String(Math.round(sum * 100) / 100) : "–";
    return filled.length === inputs(answer).length;
  };
  const draw = () => {
    const done = answers.map(total).filter(Boolean).length;
    count.textContent = count.dataset.text.replace("{done}", done).replace("{all}", answers.length);
  };

  sheet.addEventListener("input", draw);
  sheet.addEventListener("click", event => {
    const level = event.target.closest("button[data-points]");
    const comment = event.target.closest("button[data-comment]");
    if (level) {
      level.closest("fieldset").querySelector("input").value = level.dataset.points;
    } else if (comment) {
      const area = comment.closest("article").querySelector("textarea");
      area.value = (area.value.trim() + "\n" + comment.dataset.comment).trim();
    }
    draw();
  });
  document.getElementById("save").addEventListener("click", () => {
    const head = ["student", "assignment", "part", "answer_id", ...fields, "comment"];
    const rows = answers.map(answer => [
      answer.dataset.student, sheet.dataset.assignment, sheet.dataset.part, answer.dataset.answer,
      ...inputs(answer).map(input => input.value), answer.querySelector("textarea").value,
    ]);
    const text = [head, ...rows].map(row => row.map(quoted).join(",") + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
    link.download = sheet.dataset.part + ".csv";
    link.click();
  });
  for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
  draw();
})();
