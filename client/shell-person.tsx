import { useState } from 'react'
import { Link } from 'react-router'
import { formatMoney } from '#shared/money.ts'
import { roleAndLevel } from '#shared/staff/roles.ts'
import type { Desk } from '#shared/staff/views.ts'
import { wordsOf } from './api.ts'
import { paths } from './paths.ts'
import { chooseTheme, chosenTheme, themes, themeWords } from './shell-theme.ts'
import { useSignOut } from './staff/use-sign-out.ts'
import { cx } from './ui/classes.ts'
import { Icon } from './ui/icon.tsx'
import { Kbd } from './ui/kbd.tsx'

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0])
    .filter(Boolean)
    .slice(0, 2)
    .join('')
    .toUpperCase()
const row = 'flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-[13px] font-medium hover:bg-hover'

/** The browser's own popover: it closes by Esc and by a click outside, and gives the focus back. */
export function ShellPerson({ desk, onKeys }: { desk: Desk; onKeys: () => void }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="person"
        aria-label={`${desk.name}, signed in`}
        className="grid size-8 place-items-center rounded-full bg-neutral-soft text-xs font-semibold text-muted hover:text-ink"
      >
        {initials(desk.name)}
      </button>
      <div
        id="person"
        popover="auto"
        className="fixed inset-auto top-12 right-5 m-0 w-72 rounded-xl border bg-raised p-2 text-ink shadow-float"
      >
        <div className="px-2.5 pt-1.5 pb-2.5">
          <p className="font-semibold">{desk.name}</p>
          <p className="text-xs text-muted">
            {roleAndLevel(desk.role, desk.level)}
            {desk.perAction && ` · up to ${formatMoney(desk.perAction)} at a time`}
          </p>
        </div>
        <ThemeChoice />
        <div className="mt-2 border-t pt-2">
          <button
            type="button"
            popoverTarget="person"
            popoverTargetAction="hide"
            onClick={onKeys}
            className={row}
          >
            <Icon name="keyboard" className="text-muted" />
            Keyboard
            <Kbd className="ml-auto">?</Kbd>
          </button>
          <Link to={paths.profile()} className={row}>
            <Icon name="person" className="text-muted" />
            Your sign-in
          </Link>
          <SignOut />
        </div>
      </div>
    </>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <fieldset className="mx-1">
      <legend className="mb-1 px-1.5 text-xs text-muted">Theme</legend>
      <div className="flex rounded-lg bg-neutral-soft p-0.5">
        {themes.map((name) => (
          <label
            key={name}
            className={cx(
              'flex h-7 flex-1 cursor-pointer items-center justify-center rounded-md text-xs font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent',
              name === theme ? 'bg-raised text-ink shadow-card' : 'text-muted hover:text-ink',
            )}
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={name === theme}
              onChange={() => {
                chooseTheme(name)
                setTheme(name)
              }}
            />
            {themeWords[name]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function SignOut() {
  const out = useSignOut()
  return (
    <>
      <button
        type="button"
        onClick={() => out.mutate()}
        className={row}
        aria-busy={out.isPending || undefined}
      >
        <Icon name="leave" className="text-muted" />
        Sign out
      </button>
      <p role="alert" className="px-2.5 text-xs text-refused-ink">
        {out.error && `Still signed in. ${wordsOf(out.error).message}`}
      </p>
    </>
  )
}
