// The frames of the preview: the wide ones are made small enough, and paper follows the rules of paper.
const fit = box => {
  const frame = box.firstElementChild
  const scale = Math.min(1, box.parentElement.clientWidth / frame.offsetWidth)
  frame.style.transform = `scale(${scale})`
  box.style.blockSize = `${frame.offsetHeight * scale}px`
  box.style.inlineSize = `${frame.offsetWidth * scale}px`
}

// No page can be shown as printed: so what is said of print is made true, and of screens false.
const onPaper = rules => {
  for (const rule of rules) {
    if (rule.media && /\b(print|screen)\b/.test(rule.media.mediaText)) {
      rule.media.mediaText = rule.media.mediaText.replace(/\bscreen\b/g, 'not all').replace(/\bprint\b/g, 'all')
    }
    if (rule.cssRules) onPaper(rule.cssRules)
  }
}

const print = frame => {
  const page = frame.contentDocument
  if (!page?.styleSheets.length || page.documentElement.dataset.onPaper) return
  page.documentElement.dataset.onPaper = '1'
  page.documentElement.style.colorScheme = 'light'
  for (const sheet of page.styleSheets) onPaper(sheet.cssRules)
  frame.style.blockSize = `${Math.max(1123, page.documentElement.scrollHeight)}px`
  fit(frame.parentElement)
}

for (const box of document.querySelectorAll('[data-fit]')) {
  fit(box)
  addEventListener('resize', () => fit(box))
}
for (const frame of document.querySelectorAll('[data-print]')) {
  frame.addEventListener('load', () => print(frame))
  if (frame.contentDocument?.readyState === 'complete') print(frame)
}
