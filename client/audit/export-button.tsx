import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { toast } from '#client/ui/toast.tsx'
import { downloadFile } from './download-file.ts'

type ExportButtonProps = { name: Parameters<typeof downloadFile>[0]; asked: object; children: string }

/** Saves a list as a file; that it was saved is an event. */
export function ExportButton({ name, asked, children }: ExportButtonProps) {
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    await downloadFile(name, asked).catch((error: unknown) =>
      toast({
        tone: 'refused',
        title: error instanceof Error ? error.message : 'The file could not be made.',
      }),
    )
    setBusy(false)
  }
  return (
    <Button size="small" busy={isBusy} onClick={() => void save()}>
      {children}
    </Button>
  )
}
