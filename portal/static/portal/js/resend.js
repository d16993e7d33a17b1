/* Signing in elsewhere makes the token of this form too old: it is sent with the one that holds now. */
const form = document.querySelector("form[data-desk]")
form.addEventListener("submit", async (event) => {
  event.preventDefault()
  try {
    const answer = await fetch(form.dataset.desk)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    form.elements.csrfmiddlewaretoken.value = page.querySelector("[name=csrfmiddlewaretoken]").value
  } finally {
    HTMLFormElement.prototype.submit.call(form)
  }
})
