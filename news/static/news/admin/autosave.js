/* Keeps what is typed into a story: in this browser at once, at the desk when typing stops. Says
   who else has the story open. Nothing here changes the story itself. */
import { element } from "./elements.js";

const { gettext, interpolate } = window
const LOOK = 800
const QUIET = 1500
const LONGEST = 15000
const BEAT = 10000

const place = document.querySelector("[data-writing]")
if (place && !("readOnly" in place.dataset)) begin(place)

function begin(place) {
  const form = place.closest("form")
  const { draft, presence, change, compare, login, article, user } = place.dataset
  const told = place.querySelector("[data-told]")
  const status = document.querySelector("[data-autosaved]")
  const field = (name) => form.querySelector(`[name="${name}"]`)
  const key = `desk:${user}:${article}:${field("sending").value}`
  const prefix = `desk:${user}:${article}:`

  let version = Number(field("draft_version").value || 0)
  const base = Number(field("base").value || 0)
  let isTouched = false
  let isStopped = "offered" in place.dataset
  let isSending = false
  let known = ""
  let sent = ""
  let changedAt = 0
  let sentAt = Date.now()

  const SKIPPED = new Set(["csrfmiddlewaretoken", "draft_version", "sending", "base", "version_name"])
  const fields = () =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name) && !name.startsWith("_"))
  const written = () => JSON.stringify(fields())
  const show = (words, ...more) => (status ?? told).replaceChildren(words, ...more)

  const store = (text) => {
    try {
      localStorage.setItem(key, JSON.stringify({ base, at: Date.now(), text }))
    } catch {
      show(gettext("This browser keeps no more text. Please save."))
    }
  }

  const headers = () => ({ "Content-Type": "application/json", "X-CSRFToken": field("csrfmiddlewaretoken").value })
  const ask = (address, body) =>
    fetch(address, { method: "POST", redirect: "manual", headers: headers(), body: JSON.stringify(body ?? {}) })

  const isAway = (answer) => answer.type === "opaqueredirect" || answer.status === 401

  /* After signing in again in another tab the token is another one. */
  const renew = async () => {
    const answer = await fetch(draft, { redirect: "manual" })
    if (!answer.ok) return null
    const about = await answer.json()
    if (String(about.user) !== user) return null
    for (const token of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) token.value = about.csrf
    return about
  }

  const sayAway = () => {
    const link = element("a", { href: login, target: "_blank", rel: "noopener", textContent: gettext("Sign in in another tab") })
    show(gettext("You are signed out. Your text is kept in this browser."), " ", link)
  }

  const stop = (words) => {
    isStopped = true
    store(known)
    told.replaceChildren(element("p", { className: "notice", textContent: words }))
    show(gettext("Kept in this browser"))
  }

  const send = async () => {
    isSending = true
    const text = known
    sentAt = Date.now()
    try {
      let answer = await ask(draft, { fields: JSON.parse(text), base, version })
      if (answer.status === 403 && (await renew())) answer = await ask(draft, { fields: JSON.parse(text), base, version })
      if (isAway(answer)) {
        if (!(await renew())) sayAway()
      } else if (answer.ok) {
        const said = await answer.json()
        version = said.version
        field("draft_version").value = version
        sent = text
        if (known === text) localStorage.removeItem(key)
        show(interpolate(gettext("Autosaved at %s"), [said.at]))
      } else if (answer.status === 409) {
        const said = await answer.json()
        stop(`${said.error} ${gettext("This text is kept in this browser; saving still works.")}`)
      } else if (answer.status === 403) {
        sayAway()
      } else {
        show(gettext("Kept in this browser; the desk did not take it. Trying again."))
      }
    } catch {
      show(gettext("No connection. Your text is kept in this browser. Trying again."))
    }
    isSending = false
  }

  const look = () => {
    const now = written()
    if (!isTouched) {
      known = sent = now
      return
    }
    if (now !== known) {
      known = now
      changedAt = Date.now()
      if (known !== sent) store(known)
    }
    const isQuiet = Date.now() - changedAt >= QUIET || Date.now() - sentAt >= LONGEST
    if (!isStopped && !isSending && known !== sent && isQuiet && Date.now() - sentAt >= QUIET) send()
  }

  look()
  for (const event of ["input", "keydown", "pointerdown", "paste", "drop"]) {
    form.addEventListener(event, () => {
      /* When an input is told of, the field has changed already. */
      if (!isTouched && event !== "input") look()
      isTouched = true
    }, { capture: true })
  }
  form.addEventListener("submit", () => {
    look()
    if (known !== sent) store(known)
  })
  window.addEventListener("pagehide", () => {
    look()
    if (isTouched && known !== sent) store(known)
  })
  document.addEventListener("visibilitychange", look)
  setInterval(look, LOOK)

  /* What this browser kept and the desk never got, from an earlier page. */
  const take = async (entry, entryKey, to) => {
    const about = await renew()
    const answer = about && (await ask(draft, { fields: JSON.parse(entry.text), base: entry.base, version: about.version, force: true }))
    if (!answer?.ok) return sayAway()
    localStorage.removeItem(entryKey)
    isTouched = false
    location.assign(to)
  }

  const offer = (entry, entryKey) => {
    const at = new Date(entry.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    const button = (words, work) => {
      const made = element("button", { type: "button", className: "btn sm", textContent: words })
      made.addEventListener("click", work)
      return made
    }
    const notice = element("p", { className: "notice" }, interpolate(gettext("This browser kept text of %s that was not saved."), [at]))
    notice.append(
      button(gettext("Compare"), () => take(entry, entryKey, `${compare}?right=draft`)),
      button(gettext("Take it"), () => take(entry, entryKey, `${change}?draft=1`)),
      button(gettext("Drop it"), () => {
        localStorage.removeItem(entryKey)
        notice.remove()
      }),
    )
    told.append(notice)
  }

  /* The tab that keeps a text holds a lock of its name for as long as it is open. */
  navigator.locks?.request(key, () => new Promise(() => {}))

  const lookBack = async () => {
    const now = written()
    const open = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name))
    const left = Object.keys(localStorage).filter((name) => name.startsWith(prefix) && !open.has(name))
    for (const name of left) {
      const entry = JSON.parse(localStorage.getItem(name))
      if (entry.text === now) localStorage.removeItem(name)
      else offer(entry, name)
    }
  }
  setTimeout(lookBack, 1200)

  /* Presence. */
  const others = document.querySelector("[data-others]")
  const alone = place.querySelector("[data-alone]")
  let isTold = false
  const beat = async () => {
    try {
      const answer = await ask(presence)
      if (!answer.ok) return
      const said = await answer.json()
      const names = said.others.map((name) => interpolate(gettext("%s is looking at this"), [name]))
      if (others && others.textContent.trim() !== names.join(" ")) others.textContent = names.join(" ")
      if (alone) alone.hidden = !names.length
      if (said.taken_over_by && !isStopped) {
        stop(interpolate(gettext("%s took this story over. Your text is kept; autosave has stopped."), [said.taken_over_by]))
      }
      if (said.head > base && base && !isTold) {
        isTold = true
        told.append(element("p", { className: "notice", textContent: interpolate(gettext("Somebody saved version %s meanwhile. When you save, you see both."), [said.head]) }))
      }
    } catch {
      /* Without a connection nobody is seen; the next beat tries again. */
    }
  }
  beat()
  setInterval(beat, BEAT)
}
