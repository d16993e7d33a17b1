/* Small things every script of the desk needs. */
export const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) made[key] = value
  made.append(...children)
  return made
}

/* Does something to every matching part of the page, and to those that rows added later bring. */
export const enhance = (selector, work) => {
  const within = (root) => root.querySelectorAll(selector).forEach(work)
  within(document)
  document.addEventListener("row:added", (event) => within(event.target))
}

export const labelOf = (input) => input.labels?.[0]?.textContent.replace(/[:：]\s*$/, "").trim() ?? ""

/* The help says what to type; where a script lets one choose, nobody types. */
export const hideHelp = (input) => {
  const help = document.getElementById(`${input.id}_helptext`)
  if (help) help.hidden = true
}

/* Tells those who do not see the page what has just happened. */
const teller = document.body.appendChild(element("p", { className: "visually-hidden", role: "status" }))
export const say = (words) => {
  teller.textContent = words
}
