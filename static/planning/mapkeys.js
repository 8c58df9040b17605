// One tab stop for a map of points: arrow keys go to the nearest place in that direction.
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

const at = (place) => [Number(place.dataset.x), Number(place.dataset.y)];

/** The place that is nearest to the way from this one; null where there is none. */
function nearest(from, places, [dx, dy]) {
  const [x, y] = at(from);
  let best = null;
  let least = Infinity;
  for (const place of places) {
    const [u, v] = at(place);
    const along = (u - x) * dx + (v - y) * dy;
    const aside = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
    const cost = along + 2 * aside;
    if (along > 0.5 && cost < least) {
      [best, least] = [place, cost];
    }
  }
  return best;
}

function begin(map) {
  const places = [...map.querySelectorAll("a[data-x]")];
  let current = places[0];
  for (const place of places) {
    place.setAttribute("tabindex", place === current ? "0" : "-1");
  }
  // On the frame: a listener on the svg itself would make it a tab stop in Chromium.
  map.parentElement.addEventListener("focusin", (event) => {
    const place = event.target.closest("a[data-x]");
    if (place) {
      current.setAttribute("tabindex", "-1");
      current = place;
      place.setAttribute("tabindex", "0");
    }
  });
  map.parentElement.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (way) {
      event.preventDefault();
      nearest(current, places, way)?.focus();
    }
  });
}

for (const map of document.querySelectorAll("svg.map")) {
  begin(map);
}
