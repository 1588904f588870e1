import type { ImportOptions } from './run-import.ts'

type Show = NonNullable<ImportOptions['onProgress']>
const width = 24

/** A bar on a terminal, redrawn in place; a line every few seconds elsewhere. Goes to stderr, so stdout stays the summary's. */
export function progressOn(stream: NodeJS.WriteStream): { show: Show; end(): void } {
  const started = performance.now()
  const bar = stream.isTTY === true
  let shownAt = bar ? 0 : started
  let wroteStep = ''
  const show: Show = ({ kind, rows, bytes, size, step }) => {
    const now = performance.now()
    if (step === wroteStep && now - shownAt < (bar ? 100 : 3000)) return
    if (!bar && step === 'reading' && now - shownAt < 3000) return
    shownAt = now
    wroteStep = step
    const share = size ? Math.min(1, bytes / size) : null
    const pace = Math.round(rows / ((now - started) / 1000))
    const read = `${kind}: ${rows.toLocaleString('en')} rows, ${pace.toLocaleString('en')}/s`
    const part = share === null ? '' : `, ${Math.floor(share * 100)} %`
    const words =
      step === 'writing'
        ? `${kind}: ${rows.toLocaleString('en')} rows read; comparing and writing …`
        : `${read}${part}`
    if (!bar) stream.write(`${words}\n`)
    else
      stream.write(
        `\r${share === null ? '' : `[${'#'.repeat(Math.round(share * width)).padEnd(width, '.')}] `}${words}\u001b[K`,
      )
  }
  return { show, end: () => bar && wroteStep !== '' && stream.write('\r\u001b[K') }
}
