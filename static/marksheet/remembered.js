/** Choices that belong to this browser, not to a person: what of the page is shown. */
const PREFIX = "eduportal-marksheet-";

export function remembered(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    // A browser that keeps nothing for this site starts with the defaults.
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Then the choice holds for this visit.
  }
}
