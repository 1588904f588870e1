import { useTitle } from '#client/ui/title.ts'
import { StopForm } from './stop-form.tsx'
import { StopList } from './stop-list.tsx'
import { useDesk } from './use-desk.ts'

/** The stop switches: what is stopped, by whom and why, and the one way to stop and to go on. */
export default function DeskPage() {
  useTitle('Stop switches')
  const desk = useDesk()
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Stop switches</h1>
        <p className="mt-0.5 text-muted">
          A stop holds for everybody at once: manual credits, or what runs pay. Requests can still be made and
          wait.
        </p>
      </header>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
        <StopList desk={desk} />
        <StopForm desk={desk} />
      </div>
    </div>
  )
}
