import { Skeleton } from '@mantine/core'

/** What stands in a table while its rows are on their way. */
export function LoadingRows({ columns, count }: { columns: number; count: number }) {
  return Array.from({ length: count }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: nothing tells them apart, and none of them moves.
    <tr key={row}>
      <td colSpan={columns}>
        <Skeleton height={16} my={8} />
      </td>
    </tr>
  ))
}
