/* While the worker takes a table in, its page is asked again for how far it is. */
const EVERY = 2000

const look = async () => {
  const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null)
  if (response?.ok && !response.redirected) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    const told = page.querySelector("#at-work")
    if (!told || told.querySelector(".bad")) return location.reload()
    const here = document.querySelector("#at-work progress")
    here.value = told.querySelector("progress").value
    here.nextSibling.data = told.querySelector("progress").nextSibling.data
  }
  setTimeout(look, EVERY)
}

setTimeout(look, EVERY)
