export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const themeWords: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }
const key = 'makeright.theme'

export function chosenTheme(): Theme {
  const theme = document.documentElement.dataset.theme
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Kept on this computer; "system" forgets the choice. `public/theme.js` reads it before the first paint. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch {
    // Storage may be switched off; the choice then holds for this page.
  }
}
