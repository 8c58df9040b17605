/** Finding people by letters of their names, with or without accents. */

/** The text without accents, in small letters: as eduportal/core/text.py makes its search key. */
export function searchKey(text) {
  return text
    .trim()
    .toLowerCase()
    .replace(/[đðɖ]/g, "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/\s+/g, " ");
}

/** Whether every typed word begins a word of the key, each its own, in any order. */
export function matches(key, typed) {
  const words = key.split(" ");
  return searchKey(typed)
    .split(" ")
    .every((part) => {
      const place = words.findIndex((word) => word.startsWith(part));
      if (place < 0) return false;
      words.splice(place, 1);
      return true;
    });
}

/** Those of the subject first, then those with less to do, then by name. */
export function rank(people, typed, fits) {
  const isOther = (person) => Number(fits.length > 0 && !fits.includes(person.subject));
  return people
    .filter((person) => matches(person.key, typed))
    .sort(
      (one, other) =>
        isOther(one) - isOther(other) ||
        Number(one.total) - Number(other.total) ||
        one.key.localeCompare(other.key),
    );
}

/** The people of one pasted cell: {people, unknown, ambiguous}; several names part at "·" or ";". */
export function readNames(people, text) {
  const found = { people: [], unknown: [], ambiguous: [] };
  for (const name of text.split(/[·;]/).map((part) => part.trim()).filter(Boolean)) {
    const key = searchKey(name);
    const same = people.filter((person) => person.key === key);
    const short = people.filter((person) => searchKey(person.short) === key);
    const [match, ...others] = same.length ? same : short;
    if (!match) found.unknown.push(name);
    else if (others.length) found.ambiguous.push(name);
    else found.people.push(match);
  }
  return found;
}
