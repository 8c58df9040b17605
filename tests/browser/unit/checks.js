/** The least a browser needs to check modules: named checks, and equality by value. */
const checks = [];

export function check(name, body) {
  checks.push({ name, body });
}

export function same(actual, expected) {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`${got} is not ${wanted}`);
}

/** Runs every check registered so far: [{name, problem}], problem null when it holds. */
export function runChecks() {
  return checks.map(({ name, body }) => {
    try {
      body();
      return { name, problem: null };
    } catch (problem) {
      return { name, problem: String(problem) };
    }
  });
}
