/** What a person typed, as they typed it: it may be one endless word, or run from right to left, and stays in its place. */
export function Quoted({ children }: { children: string }) {
  return (
    <>
      “<bdi className="wrap-anywhere">{children}</bdi>”
    </>
  )
}
