import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/places.css";
import "./styles/work.css";
import { App } from "./App.js";
import { Broken } from "./ui/Broken.js";
import { LanguageProvider } from "./i18n/index.js";
import { SayProvider } from "./ui/Say.js";
import { applyTheme, chosenTheme } from "./ui/theme.js";

applyTheme(chosenTheme());

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <SayProvider>
        <Broken>
          <App />
        </Broken>
      </SayProvider>
    </LanguageProvider>
  </StrictMode>,
);
