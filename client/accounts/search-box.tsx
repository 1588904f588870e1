import {
  type ChangeEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { useLocation, useNavigate } from 'react-router'
import { numberOf } from '#client/paths.ts'
import { Spinner } from '#client/ui/button.tsx'
import { cx } from '#client/ui/classes.ts'
import { Icon } from '#client/ui/icon.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import type { SearchHit } from '#shared/accounts/views.ts'
import { meaningOfEnter, moved, pathOfHit } from './search-intent.ts'
import { SearchList } from './search-list.tsx'
import { useSearch } from './use-search.ts'

/** One field for any number, name or address; the list hangs below it and nothing on the page moves. */
export function SearchBox({ inputRef }: { inputRef: RefObject<HTMLInputElement | null> }) {
  const id = useId()
  const { search, pathname } = useLocation()
  const navigate = useNavigate()
  const [text, setText] = useState(() => numberOf(search))
  const [pasted, setPasted] = useState(false)
  const [marked, setMarked] = useState(-1)
  const [open, setOpen] = useState(text !== '')
  // Enter may come before the answer; it then opens what the answer brings, if the text is still the same.
  const [entered, setEntered] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const { shown, current, busy, error } = useSearch(text, pasted || entered)
  const isOpen = open && text.trim() !== ''

  // On another page the search is done, however one got there.
  const page = useRef(pathname)
  useEffect(() => {
    if (page.current === pathname) return
    page.current = pathname
    // Who is typing again already was faster than the page.
    if (document.activeElement === inputRef.current) return
    setText('')
    setOpen(false)
    setEntered(false)
  }, [pathname, inputRef])

  // Pasted on the page and into no field, it is what the caller gave: a number in the clipboard needs no key before it.
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const given = event.clipboardData?.getData('text/plain').trim() ?? ''
      const { target } = event
      const elsewhere =
        target instanceof Element && target.closest('input, textarea, select, [role="dialog"]')
      if (given === '' || elsewhere || document.querySelector('[role="dialog"][data-open]')) return
      event.preventDefault()
      inputRef.current?.focus()
      setPasted(true)
      setText(given)
      setMarked(-1)
      setEntered(false)
      setOpen(true)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [inputRef])

  useEffect(() => {
    if (marked >= 0) document.getElementById(`${id}-${marked}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, marked])

  const go = (hit: SearchHit) => {
    setText('')
    setOpen(false)
    setMarked(-1)
    setEntered(false)
    inputRef.current?.blur()
    void navigate(pathOfHit(hit))
  }
  const enter = () => {
    const meaning = meaningOfEnter(error ? { hits: [], exact: false, more: false } : current, marked)
    if (meaning.do === 'open') return go(meaning.hit)
    if (meaning.do === 'mark') setMarked(meaning.index)
    setEntered(meaning.do === 'wait')
  }
  const entry = useRef(enter)
  entry.current = enter
  useEffect(() => {
    if (entered && (current || error)) entry.current()
  }, [entered, current, error])

  const type = (event: ChangeEvent<HTMLInputElement>) => {
    setPasted(event.nativeEvent instanceof InputEvent && event.nativeEvent.inputType === 'insertFromPaste')
    setText(event.target.value)
    setMarked(-1)
    setEntered(false)
    setOpen(true)
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (isOpen) setMarked(moved(marked, event.key === 'ArrowDown' ? 1 : -1, shown?.hits.length ?? 0))
    } else if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault()
      setOpen(true)
      enter()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      setOpen(false)
      setMarked(-1)
      document.getElementById('main')?.focus({ preventScroll: true })
    }
  }
  const hasList = isOpen && (shown?.hits.length ?? 0) > 0
  return (
    <search
      ref={box}
      className="relative w-120 min-w-40 shrink"
      onBlur={(event) => !box.current?.contains(event.relatedTarget) && setOpen(false)}
    >
      <Icon name="search" className="pointer-events-none absolute top-2.5 left-3 text-muted" />
      <input
        ref={inputRef}
        role="combobox"
        aria-label="Search accounts and requests"
        aria-keyshortcuts="/"
        aria-expanded={hasList}
        aria-controls={hasList ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={hasList && marked >= 0 ? `${id}-${marked}` : undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder="Phone, name, account, e-mail, request…"
        value={text}
        onChange={type}
        onKeyDown={press}
        onFocus={(event) => {
          event.target.select()
          setOpen(true)
        }}
        className="h-9 w-full rounded-field border bg-sunken pr-10 pl-9 text-sm outline-none transition-colors duration-100 hover:border-line-strong focus:border-accent focus:bg-surface focus:ring-3 focus:ring-accent/20"
      />
      <span className="pointer-events-none absolute top-2 right-2 grid h-5 min-w-5 place-items-center text-faint">
        {busy ? <Spinner className="size-3.5" /> : <Kbd>/</Kbd>}
      </span>
      <div
        className={cx(
          'absolute inset-x-0 top-full z-40 mt-1.5 min-w-[min(27.5rem,calc(100vw-6rem))] max-h-[calc(100dvh-5rem)] overflow-y-auto rounded-xl border bg-raised shadow-float',
          !isOpen && 'hidden',
        )}
      >
        {isOpen && (
          <SearchList
            id={id}
            text={text}
            answer={shown}
            settled={current !== null}
            error={error}
            marked={marked}
            onMark={setMarked}
            onOpen={go}
          />
        )}
      </div>
    </search>
  )
}
