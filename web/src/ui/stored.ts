/** A small choice that outlives the page. Where the browser keeps nothing, it lasts as long as the page. */
export function stored<T extends string>(key: string, isGood: (value: string) => boolean, session = false) {
  const name = `baedal.${key}`;
  const storage = (): Storage => (session ? sessionStorage : localStorage);
  return {
    get(): T | undefined {
      try {
        const value = storage().getItem(name);
        return value !== null && isGood(value) ? (value as T) : undefined;
      } catch {
        return undefined;
      }
    },
    set(value: T | undefined): void {
      try {
        if (value === undefined) storage().removeItem(name);
        else storage().setItem(name, value);
      } catch {
        // Private windows may refuse; the choice is made again next time.
      }
    },
  };
}
