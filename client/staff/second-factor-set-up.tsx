import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import type { SecondFactorBegun } from '#shared/staff/views.ts'

type SetUpProps = { begun: SecondFactorBegun; onConfirmed: (codes: string[]) => void }

const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** The secret as a picture for the phone and as text for whoever types; the first code shows that it arrived. */
export function SecondFactorSetUp({ begun, onConfirmed }: SetUpProps) {
  const trpc = useTRPC()
  const [code, setCode] = useState('')
  const confirm = useMutation(
    trpc.signOn.confirmSecondFactor.mutationOptions({
      onSuccess: ({ codes }) => onConfirmed(codes),
      onError: () => setCode(''),
    }),
  )
  const isCode = /^\d{6}$/.test(code.trim())
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (isCode && !confirm.isPending) confirm.mutate({ code: code.trim() })
  }
  return (
    <div className="grid gap-5 sm:grid-cols-[auto_1fr]">
      <QrPicture rows={begun.rows} />
      <form onSubmit={send} noValidate className="grid content-start gap-3">
        <p>Scan this with an authenticator app, or type the secret:</p>
        <p className="font-mono text-sm break-all select-all">{inFours(begun.secret)}</p>
        <TextField
          label="Code"
          name="code"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          hint="The six digits that it shows now."
        />
        {confirm.error && <Note tone="refused">{wordsOf(confirm.error).message}</Note>}
        <Button
          type="submit"
          variant="primary"
          busy={confirm.isPending}
          disabledBecause={isCode ? null : 'Type the six digits first.'}
        >
          That is the code
        </Button>
      </form>
    </div>
  )
}

/** Dark squares on white in either theme: a camera reads it so. */
function QrPicture({ rows }: { rows: readonly string[] }) {
  const path = rows
    .flatMap((row, y) => [...row].map((square, x) => (square === 'x' ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return (
    <svg
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      role="img"
      aria-label="The secret as a picture for an authenticator"
      className="size-48 rounded-field"
      shapeRendering="crispEdges"
    >
      <rect width={rows.length} height={rows.length} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
