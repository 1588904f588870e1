import { cx } from './classes.ts'

/** A grey place of the size of what will come; hidden from screen readers, the page says "Loading" once. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={cx('block animate-pulse rounded-md bg-neutral-soft', className)} />
  )
}
