import { cx } from '#client/ui/classes.ts'

/** "401 002 317" to the eye; the gaps are margins, so copying it gives the number and nothing else. */
export function AccountNumber({ accountId, className }: { accountId: string; className?: string }) {
  const [, first, second, third] = /^(\d{3})(\d{3})(\d{3})$/.exec(accountId) ?? []
  if (!first) return <span className={className}>{accountId}</span>
  return (
    <span className={cx('whitespace-nowrap', className)}>
      {first}
      <span className="mx-[0.25em]">{second}</span>
      {third}
    </span>
  )
}
