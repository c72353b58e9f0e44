"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const texts = data.texts;
  const GRADES = ["错误", "不规范", "提示"], KINDS = ["error", "warning", "info"];
  const AT_ONCE = 50, OPEN_WITHIN = 120;
  const rules = data.rules.map(([id, name], at) => ({ at, id, name }));
  const reports = data.reports.map(([agency, county, file, page, late, unchecked], at) =>
    ({ at, agency: texts[agency], county: texts[county], file: texts[file], page, late, unchecked: new Set(unchecked) }));
  const findings = data.findings.map(([report, rule, grade, message, place, before, quote, after, number]) =>
    ({ report, rule, grade, message, place, before, quote, after, number }));
  const counties = [...new Set(reports.map((report) => report.county))];

  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const button = (text, label, act) => {
    const element = make("button", "", text);
    element.type = "button";
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  };

  // What the filter lets through: findings, and the reports that are shown.
  let shown = { findings: [], reports: [], rules: [], cells: new Map() };
  const wanted = () => ({
    words: byId("words").value.trim().toLowerCase(),
    county: byId("county").value, grade: byId("grade").value, rule: byId("rule").value,
  });
  const select = () => {
    const { words, county, grade, rule } = wanted();
    const here = reports.filter((report) => county === "" || report.county === counties[county]);
    const inside = new Set(here.map((report) => report.at));
    const named = new Set(here.filter((report) => (report.agency + report.file).toLowerCase().includes(words)).map((r) => r.at));
    // Texts repeat: whether the words stand in one is asked once for each.
    const has = words === "" ? null : texts.map((text) => text.toLowerCase().includes(words));
    const found = findings.filter((f) => inside.has(f.report)
      && (grade === "" || f.grade === Number(grade)) && (rule === "" || f.rule === Number(rule))
      && (has === null || named.has(f.report) || has[f.message] || has[f.quote] || rules[f.rule].name.toLowerCase().includes(words)));
    const cells = new Map(), used = new Set(), withFindings = new Set();
    for (const f of found) {
      const key = f.report * rules.length + f.rule;
      cells.set(key, (cells.get(key) || 0) + 1);
      used.add(f.rule);
      withFindings.add(f.report);
    }
    const narrow = grade !== "" || rule !== "";
    const kept = here.filter((report) => withFindings.has(report.at) || (!narrow && (words === "" || named.has(report.at))));
    return { findings: found, reports: kept, rules: rules.filter((r) => used.has(r.at)), cells };
  };

  const cellFor = (count, label, act) => {
    const cell = make("td");
    if (count) {
      cell.className = count >= 5 ? "n4" : count >= 3 ? "n3" : count === 2 ? "n2" : "n1";
      cell.append(button(String(count), label, act));
    }
    return cell;
  };
  const rowOf = (report) => {
    const row = make("tr");
    const head = make("th");
    head.scope = "row";
    const link = make("a", "", report.agency);
    link.href = report.page;
    link.title = `${report.agency}（${report.file}）`;
    head.append(link);
    if (report.late) head.append(" ", make("span", "late", "逾期"));
    let sum = 0;
    const cells = shown.rules.map((rule) => {
      const count = shown.cells.get(report.at * rules.length + rule.at) || 0;
      sum += count;
      const cell = cellFor(count, `${report.agency}，${rule.name}，${count}处`, () =>
        drill(`${report.agency}：${rule.name}`, (f) => f.report === report.at && f.rule === rule.at));
      cell.dataset.report = report.at;
      cell.dataset.rule = rule.at;
      if (report.unchecked.has(rule.at)) {
        cell.classList.add("unsure");
        if (!count) {
          cell.textContent = "？";
          cell.setAttribute("aria-label", "未能核对");
        }
      }
      return cell;
    });
    row.append(head, make("td", "sum", String(sum)), ...cells);
    return row;
  };
  const groupHead = (county, members, body) => {
    const row = make("tr", "group"), head = make("th");
    head.scope = "rowgroup";
    const name = county || "未分县区";
    const toggle = button("", "", () => open(body, toggle.getAttribute("aria-expanded") !== "true"));
    toggle.dataset.name = `${name}（${members.length}）`;
    head.append(toggle);
    const sums = new Map();
    const inside = new Set(members.map((report) => report.at));
    for (const f of shown.findings) if (inside.has(f.report)) sums.set(f.rule, (sums.get(f.rule) || 0) + 1);
    const total = [...sums.values()].reduce((a, b) => a + b, 0);
    row.append(head, make("td", "sum", String(total)), ...shown.rules.map((rule) => make("td", "", sums.has(rule.at) ? String(sums.get(rule.at)) : "")));
    return row;
  };
  // The rows of a county are made when it is opened, so that two thousand reports cost no more than those that are looked at.
  const open = (body, opened) => {
    const toggle = body.querySelector("button");
    toggle.setAttribute("aria-expanded", String(opened));
    toggle.textContent = (opened ? "▾ " : "▸ ") + toggle.dataset.name;
    while (body.rows.length > 1) body.lastChild.remove();
    if (opened) body.append(...body.members.map(rowOf));
  };
  const draw = () => {
    shown = select();
    const table = byId("heat");
    const top = make("tr"), corner = make("th", "corner", "机关"), sum = make("th", "sum", "合计");
    corner.scope = sum.scope = "col";
    top.append(corner, sum, ...shown.rules.map((rule) => {
      const head = make("th", "rule");
      head.scope = "col";
      const act = button(rule.name, "", () => drill(rule.name, (f) => f.rule === rule.at));
      act.title = `${rule.name}（${rule.id}）`;
      head.append(act);
      return head;
    }));
    table.tHead.replaceChildren(top);
    // A fixed layout needs a width; without one the browser measures every cell of every row.
    table.style.width = `${236 + 48 + 36 * shown.rules.length}px`;
    for (const body of [...table.tBodies]) body.remove();
    for (const county of counties) {
      const members = shown.reports.filter((report) => report.county === county);
      if (!members.length) continue;
      const body = make("tbody");
      body.members = members;
      body.append(groupHead(county, members, body));
      table.append(body);
      open(body, shown.reports.length <= OPEN_WITHIN);
    }
    byId("said").textContent = `${shown.reports.length} 份报告，${shown.findings.length} 处问题`;
  };

  // The list of findings: a part at a time, each with its quote marked between the words around it.
  const item = (f) => {
    const report = reports[f.report], line = make("li");
    const head = make("p");
    head.append(make("span", `grade ${KINDS[f.grade]}`, GRADES[f.grade]), " ", make("b", "", report.agency), " ");
    head.append(make("span", "soft", [texts[f.place], rules[f.rule].name].filter(Boolean).join("　")));
    const quote = make("blockquote");
    quote.append(texts[f.before], make("mark", "", texts[f.quote]), texts[f.after]);
    const link = make("a", "", "看整份报告");
    link.href = `${report.page}#f${f.number}`;
    const foot = make("p");
    foot.append(link);
    line.append(head, make("p", "", texts[f.message]));
    if (texts[f.quote]) line.append(quote);
    line.append(foot);
    return line;
  };
  let rest = [];
  const more = () => {
    const next = rest.splice(0, AT_ONCE).map(item);
    byId("list").append(...next);
    byId("more").hidden = !rest.length;
    byId("more").textContent = `再列 ${Math.min(AT_ONCE, rest.length)} 处（还有 ${rest.length} 处）`;
    return next[0];
  };
  const drill = (title, keep) => {
    rest = shown.findings.filter(keep);
    byId("drill-title").textContent = title;
    byId("drill-said").textContent = `${rest.length} 处问题，来自 ${new Set(rest.map((f) => f.report)).size} 份报告`;
    byId("list").replaceChildren();
    more();
    byId("drill").showModal();
    byId("drill").scrollTop = 0;
    byId("drill-title").focus();
  };

  byId("more").addEventListener("click", () => {
    const first = more();
    if (!first) return;
    first.tabIndex = -1;
    first.focus();
  });
  byId("close").addEventListener("click", () => byId("drill").close());
  byId("list-all").addEventListener("click", () => drill("符合条件的问题", () => true));
  byId("print").addEventListener("click", () => window.print());
  for (const place of document.querySelectorAll(".rule[data-rule]")) {
    const rule = rules[place.dataset.rule];
    place.replaceChildren(button(place.textContent, "", () => drill(rule.name, (f) => f.rule === rule.at)));
  }
  const withFindings = new Set(findings.map((f) => f.rule));
  for (const rule of rules.filter((r) => withFindings.has(r.at))) byId("rule").append(new Option(rule.name, rule.at));
  const form = document.querySelector(".filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(draw));
  for (const id of ["county", "grade", "rule"]) byId(id).addEventListener("change", draw);
  let waiting;
  byId("words").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 150);
  });
  // On paper nothing can be opened: all counties of the filter are, and afterwards those that were.
  let before = [];
  window.addEventListener("beforeprint", () => {
    before = [...byId("heat").tBodies].filter((body) => body.rows.length === 1);
    before.forEach((body) => open(body, true));
  });
  window.addEventListener("afterprint", () => before.forEach((body) => open(body, false)));
  byId("map").hidden = false;
  draw();
})();
