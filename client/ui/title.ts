import { useEffect } from 'react'

/** The tab's title. Numbers only, never a name: titles end up in histories and on shared screens. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Makeright`
  }, [title])
}
