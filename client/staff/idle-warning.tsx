import { useEffect, useState } from 'react'
import { useTRPCClient } from '#client/api.ts'
import { endsAtMs, heardOf, idleMs, isUnheard, warnedAtMs } from '#client/idle.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { clock } from '#client/ui/format.ts'

const lookedEvery = 5_000

/**
 * Two minutes before an idle sign-in ends it says so. Whoever is still there stays with one key; whoever is not finds the
 * sign-in over the page later, with everything as it was.
 */
export function IdleWarning() {
  const client = useTRPCClient()
  const [endsAt, setEndsAt] = useState<number | null>(null)
  useEffect(() => {
    const look = async () => {
      if (isUnheard()) return void (await client.staff.desk.query())
      if (idleMs() < warnedAtMs) return setEndsAt(null)
      // Asked with nobody at the page, so it keeps nothing alive; after the end it is refused, and that shows the sign-in.
      const { signIn } = await client.staff.desk.query()
      heardOf(signIn.idleSeconds)
      setEndsAt(idleMs() < warnedAtMs ? null : Date.now() - idleMs() + endsAtMs)
    }
    const timer = setInterval(() => void look().catch(() => setEndsAt(null)), lookedEvery)
    return () => clearInterval(timer)
  }, [client])
  if (endsAt === null) return null
  const stay = () => {
    setEndsAt(null)
    void client.staff.desk.query().catch(() => {})
  }
  return (
    <Dialog
      open
      onClose={stay}
      title="Still there?"
      description={`Nobody has done anything here for a while. At ${clock(new Date(endsAt).toISOString())} your sign-in ends; what you typed stays.`}
    >
      <Button variant="primary" onClick={stay} className="w-full">
        Stay signed in
      </Button>
    </Dialog>
  )
}
