// Before the first paint, so that a chosen theme does not flash through the other one.
try {
  const theme = localStorage.getItem('makeright.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {}
