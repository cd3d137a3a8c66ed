import { Route, Switch } from "wouter";

import type { Person } from "../session/session.js";
import { NotFound } from "../ui/NotFound.js";
import { Menu } from "./Menu.js";
import { Notifications } from "./Notifications.js";
import { Order } from "./Order.js";
import { Orders } from "./Orders.js";
import { Stores } from "./Stores.js";

export default function Customer({ person }: { person: Person }) {
  return (
    <Switch>
      <Route path="/"><Stores subject={person.subject} /></Route>
      <Route path="/stores/:storeId">{({ storeId }) => <Menu subject={person.subject} storeId={storeId} />}</Route>
      <Route path="/orders"><Orders /></Route>
      <Route path="/orders/:orderId">{({ orderId }) => <Order key={orderId} orderId={orderId} />}</Route>
      <Route path="/notifications"><Notifications /></Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}
