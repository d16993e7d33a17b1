// Runs before the page is painted: the reader's theme and text size, which live on the device.
for (const name of ['theme', 'size']) {
  try {
    const value = localStorage.getItem(name)
    if (value) document.documentElement.dataset[name] = value
  } catch { /* no storage: the choice holds for the page */ }
}
