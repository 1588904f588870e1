import { createContext, useContext } from 'react'
import type { Desk } from '#shared/staff/views.ts'

export const DeskContext = createContext<Desk | null>(null)

/** Who is signed in and what is going on; every page inside the shell has it. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk() is for pages inside the shell')
  return desk
}
