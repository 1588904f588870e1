import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { firstPasswordHours } from '#shared/staff/sign-on.ts'

type FirstPasswordProps = { name: string; password: string; onClose: () => void }

/** Shown once, to who agreed; nobody can look it up again. */
export function FirstPassword({ name, password, onClose }: FirstPasswordProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      closable={false}
      title={`${name} can sign in`}
      description={`Hand over this first password in person. It is shown once and kept nowhere; it ends after ${firstPasswordHours} hours, and asks for one of their own at once.`}
    >
      <p className="rounded-field border bg-sunken px-3 py-3 text-center font-mono text-lg tracking-wide select-all">
        {password}
      </p>
      <div className="mt-4 flex justify-end">
        <Button variant="primary" onClick={onClose}>
          I have noted it
        </Button>
      </div>
    </Dialog>
  )
}
