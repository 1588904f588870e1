import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { tellOtherTabs } from '#client/leaving.ts'
import { paths } from '#client/paths.ts'

/** Signs out here, in every tab, and forgets what was shown. */
export function useSignOut() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation(
    trpc.staff.signOut.mutationOptions({
      onSuccess: async () => {
        tellOtherTabs()
        await navigate(paths.signIn())
        queries.clear()
      },
    }),
  )
}
