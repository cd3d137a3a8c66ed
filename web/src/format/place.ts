import type { LatLng } from "@baedal/sdk/google/type";

type Point = Pick<LatLng, "latitude" | "longitude">;

const EARTH_KM = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** As the crow flies, in kilometres. */
export function distanceKm(a: Point, b: Point): number {
  const dLat = radians(b.latitude - a.latitude);
  const dLng = radians(b.longitude - a.longitude);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

export function formatDistance(km: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: "kilometer", maximumFractionDigits: 1 }).format(km);
}

/** Places of the demo's town, so that an address has a position without asking anybody. */
export const demoPlaces = [
  { text: "161 Sajik-ro, Jongno-gu, Seoul", latitude: 37.5759, longitude: 126.9769 },
  { text: "10 Toegye-ro, Jung-gu, Seoul", latitude: 37.5571, longitude: 126.9768 },
  { text: "300 Olympic-ro, Songpa-gu, Seoul", latitude: 37.5137, longitude: 127.1046 },
  { text: "85 Yeouinaru-ro, Yeongdeungpo-gu, Seoul", latitude: 37.5271, longitude: 126.9326 },
] as const;

export function askForPosition(): Promise<Point> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) {
      reject(new Error("this browser has no geolocation"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
      reject,
      { timeout: 8_000, maximumAge: 60_000 },
    );
  });
}
