import { Pace } from "/static/marksheet/pace.js";
import { check, same } from "./checks.js";

function paceAfter(...answers) {
  const pace = new Pace();
  for (const milliseconds of answers) pace.answered(milliseconds);
  return pace.pause;
}

check("changes wait half a second before the first answer and after quick ones", () => {
  same([paceAfter(), paceAfter(20, 40, 30), paceAfter(160)], [500, 500, 500]);
});

check("changes wait longer the slower the answers are", () => {
  same([paceAfter(400), paceAfter(1000), paceAfter(1000, 1400)], [1200, 3000, 3600]);
});

check("changes never wait longer than five seconds", () => {
  same([paceAfter(1700), paceAfter(29_000, 29_000)], [5000, 5000]);
});

check("the pause is half a second again after some quick answers", () => {
  same(paceAfter(1600, 30, 30, 30, 30), 500);
});

check("one slow answer among quick ones does not make it the longest", () => {
  same(paceAfter(30, 30, 2000), 3045);
});
