/* The page of the image library: pictures dropped above the wall, each with the way to it. */
import { element } from "./elements.js";
import { dropField } from "./upload.js";

const { gettext } = window
const wall = document.querySelector("#changelist-form")
const add = document.querySelector(".object-tools .addlink")

if (wall && add) {
  const field = dropField(new URL("../upload/", add.href).pathname, (picture, line) => {
    const way = element("a", { href: new URL(`../${picture.id}/change/`, add.href).pathname, textContent: gettext("Describe it") })
    line.append(" ", way)
  })
  wall.before(field)
}
