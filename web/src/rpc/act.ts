import { retry } from "@baedal/sdk";
import { callUnaryMethod, useTransport } from "@connectrpc/connect-query";
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useWords } from "../i18n/index.js";
import { useSay } from "../ui/Say.js";
import { wordsFor } from "./problem.js";

/**
 * A call that changes something. All its tries carry one request id, so it happens once; what went wrong is said to the person.
 */
export function useAct<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  then?: { said?: string; done?: (answer: MessageShape<O>) => void; failed?: (error: unknown) => boolean },
) {
  const transport = useTransport();
  const queries = useQueryClient();
  const say = useSay();
  const { text } = useWords();
  return useMutation({
    mutationFn: (input: MessageInitShape<I>) =>
      retry((requestId) => callUnaryMethod(transport, method, { ...input, requestId } as MessageInitShape<I>), {
        idempotent: true,
      }),
    onSuccess(answer) {
      if (then?.said) say(then.said);
      then?.done?.(answer);
    },
    onError(error) {
      if (!then?.failed?.(error)) say(wordsFor(error, text), "problem");
    },
    onSettled: () => queries.invalidateQueries(),
  });
}
