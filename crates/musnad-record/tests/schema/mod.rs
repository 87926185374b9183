//! Records against a JSON Schema: the part of it that the records' schemas use, with keys in the order of `required`.

use serde_json::Value;

/// Says where `value` departs from `schema`: the part of JSON Schema that the records' schema uses.
pub(crate) fn departs(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    if let Some(name) = schema["$ref"].as_str() {
        let part = root.pointer(name.trim_start_matches('#')).ok_or("no such part")?;
        return departs(root, part, value, at);
    }
    for any in ["anyOf", "oneOf"] {
        if let Some(parts) = schema[any].as_array() {
            let fitting = parts
                .iter()
                .filter(|p| departs(root, p, value, at).is_ok())
                .count();
            return if fitting == 1 { Ok(()) } else { wrong("fits none") };
        }
    }
    if schema.get("const").is_some_and(|c| c != value) {
        return wrong("another constant");
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        return wrong("not listed");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = |t: &Value| t == kind || t == "number" && kind == "integer";
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::Array(all) => all.iter().any(allowed),
        one => allowed(one),
    };
    if !fits {
        return wrong("another type");
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        departs(root, &schema["items"], item, &format!("{at}[{n}]"))?;
    }
    let Some(object) = value.as_object() else {
        return Ok(());
    };
    // what may be anything
    if schema["required"].is_null() {
        return Ok(());
    }
    let keys: Vec<&str> = object.keys().map(String::as_str).collect();
    let wanted: Vec<&str> = schema["required"]
        .as_array()
        .unwrap()
        .iter()
        .map(|k| k.as_str().unwrap())
        .collect();
    if keys != wanted {
        return wrong("other keys, or in another order");
    }
    object
        .iter()
        .try_for_each(|(k, v)| departs(root, &schema["properties"][k], v, &format!("{at}.{k}")))
}
