import { useEffect } from 'react'

/**
 * Words that an ellipsis cuts stand whole under the pointer. One listener for every list, so that no column has to
 * remember; a screen reader reads them whole anyway. What says something of its own there keeps it.
 */
export function useWholeWords(): void {
  useEffect(() => {
    const show = ({ target }: PointerEvent) => {
      const words = target instanceof Element ? target.closest<HTMLElement>('.truncate') : null
      if (!words || words.closest('[title]:not([data-whole])')) return
      const isCut = words.scrollWidth > words.clientWidth
      words.toggleAttribute('data-whole', isCut)
      if (isCut) words.title = words.innerText
      else words.removeAttribute('title')
    }
    document.addEventListener('pointerover', show)
    return () => document.removeEventListener('pointerover', show)
  }, [])
}
