/* Beside a label: how many characters were typed, of how many that are enough. */
import { element, enhance } from "./elements.js";

/* Han characters count one, Latin ones a half, as they take room on a line. */
const width = (text) => Math.ceil([...text.replaceAll("|", "")].reduce((sum, sign) => sum + (sign.codePointAt(0) < 0x2e80 ? 0.5 : 1), 0))

enhance("[data-enough]", (input) => {
  const count = element("span", { className: "count" })
  const show = () => {
    const typed = width(input.value)
    count.textContent = `${typed}/${input.dataset.enough}`
    count.classList.toggle("over", typed > Number(input.dataset.enough))
  }
  input.labels?.[0]?.append(" ", count)
  input.addEventListener("input", show)
  show()
})
