import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'

/** To the one address of a request or posted adjustment. */
export function AdjustmentLink({
  accountId,
  adjustmentId,
  children,
}: {
  accountId: string
  adjustmentId: string
  children: ReactNode
}) {
  return (
    <Link
      to={paths.request(accountId, adjustmentId)}
      className="rounded font-medium whitespace-nowrap text-accent-ink underline underline-offset-2"
    >
      {children}
    </Link>
  )
}
