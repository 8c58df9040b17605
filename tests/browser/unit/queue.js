import { newId, OpQueue } from "/static/marksheet/queue.js";
import { check, same } from "./checks.js";

const cell = { record: 7, cell: "ck" };
const change = (from, to) => ({ ...cell, from, to });
const answer = (op, status, value) => ({ op: op.op, status, value });
const brief = (ops) => ops.map(({ from, to }) => `${from}>${to}`);

function queueOf(...changes) {
  const queue = new OpQueue();
  for (const one of changes) queue.add(one);
  return queue;
}

check("ids are version 4 UUIDs and differ", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const ids = new Set(Array.from({ length: 100 }, newId));
  same([ids.size, [...ids].every((id) => shape.test(id))], [100, true]);
});

check("changes of a cell not sent yet become one", () => {
  same(brief(queueOf(change("", "8,0"), change("8,0", "9,0")).take(9)), [">9,0"]);
});

check("a change taken back before it was sent is not sent", () => {
  same(queueOf(change("8,0", "9,0"), change("9,0", "8,0")).take(9), []);
});

check("a sent change keeps its id when it is sent again", () => {
  const queue = queueOf(change("", "8,0"));
  same(queue.take(9)[0].op, queue.take(9)[0].op);
});

check("a change made while one is on its way waits behind it", () => {
  const queue = queueOf(change("", "8,0"));
  const [first] = queue.take(9);
  queue.add(change("", "9,0"));
  same(brief(queue.take(9)), [">8,0"]);
  same(queue.settle(answer(first, "saved", "8,0")).mine, "9,0");
  same(brief(queue.take(9)), ["8,0>9,0"]);
});

check("a conflict ends what waits behind it and says what the user wants", () => {
  const queue = queueOf(change("", "8,0"));
  const [first] = queue.take(9);
  queue.add(change("", "9,0"));
  same(queue.settle(answer(first, "conflict", "5,0")).mine, "9,0");
  same(queue.size, 0);
});

check("a cell locked meanwhile leaves the queue and stays on the disk, with its newest text", () => {
  const queue = queueOf(change("", "8,0"));
  const [first] = queue.take(9);
  queue.takeChanges();
  queue.add(change("", "9,0"));
  const { op, mine } = queue.settle({ op: first.op, status: "locked", value: "" });
  const { put, remove } = queue.takeChanges();
  same([mine, queue.size, put.map(({ to }) => to), remove], ["9,0", 0, ["9,0"], [first.op]]);
  same(op.op, put[0].op);
});

check("after a refused text the next one starts where that one did", () => {
  const queue = queueOf(change("6,0", "8,0"));
  const [first] = queue.take(9);
  queue.add(change("", "9,0"));
  queue.settle(answer(first, "invalid", "6,0"));
  same(brief(queue.take(9)), ["6,0>9,0"]);
});

check("a batch has at most the asked number of cells", () => {
  const queue = new OpQueue();
  for (let record = 0; record < 300; record += 1) {
    queue.add({ record, cell: "gk", from: "", to: "7,0" });
  }
  same([queue.size, queue.take(200).length], [300, 200]);
});

check("what an earlier visit left is sent as it was, unless the cell was changed since", () => {
  const left = [
    { op: "a", record: 7, cell: "ck", from: "", to: "5,0", at: 1 },
    { op: "b", record: 8, cell: "ck", from: "", to: "6,0", at: 2 },
  ];
  const queue = queueOf(change("", "9,0"));
  queue.adopt(left);
  same(brief(queue.take(9)), [">9,0", ">6,0"]);
  same(queue.takeChanges().remove, ["a"]);
});

check("an answer nobody waits for is ignored", () => {
  same(queueOf().settle({ op: "x", status: "saved", value: "" }), null);
});

check("the disk learns of every change once", () => {
  const queue = queueOf(change("", "8,0"));
  const [op] = queue.take(9);
  same(queue.takeChanges().put.length, 1);
  same(queue.takeChanges(), { put: [], remove: [] });
  queue.settle(answer(op, "saved", "8,0"));
  same(queue.takeChanges(), { put: [], remove: [op.op] });
});
