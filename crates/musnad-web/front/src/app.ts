// What makes pages livelier: everything can be read and done without it.

import { linkMarks } from "./marks";
import { hearOfNews } from "./live";
import { shortcuts } from "./shortcuts";

linkMarks();
hearOfNews();
shortcuts();
