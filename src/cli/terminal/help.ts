/** The help of the commands in the language of this terminal. English stands beside each command. */

import type { Command } from 'commander';
import { describedIn } from '../../language/described-in.ts';
import type { Language } from '../../language/languages.ts';
import { cellsOf } from './columns.ts';
import { mistypedText } from './mistyped.ts';
import { tell } from './tell.ts';

/** Puts every description of the program and its commands, and what it says of a mistyped one, into the language. */
export function helpInLanguage(program: Command, language: Language): void {
  for (const command of [program, ...program.commands]) {
    command.description(describedIn(language, command.description()));
    for (const described of [...command.options, ...command.registeredArguments])
      described.description = describedIn(language, described.description);
    command.configureOutput({ outputError: (english, write) => write(mistypedText(english)) });
    command.helpOption('-h, --help', tell('help-option'));
    command.configureHelp({
      displayWidth: cellsOf,
      styleTitle: titleText,
      optionDescription: ({ description, defaultValue }) =>
        withDefault(description, typeof defaultValue === 'boolean' ? undefined : defaultValue),
      argumentDescription: ({ description, defaultValue }) => withDefault(description, defaultValue),
    });
  }
  program.helpCommand('help [command]', tell('help-command'));
}

/** What stands below the options of a command: lines that can be typed. */
export function exampleText(...lines: readonly string[]): string {
  return [
    '',
    tell(lines.length === 1 ? 'help-example' : 'help-examples'),
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}

function titleText(title: string): string {
  switch (title) {
    case 'Usage:':
      return tell('help-usage');
    case 'Arguments:':
      return tell('help-arguments');
    case 'Options:':
      return tell('help-options');
    case 'Commands:':
      return tell('help-commands');
    default:
      return title;
  }
}

function withDefault(description: string, value: unknown): string {
  if (value === undefined) return description;
  return tell('help-default', {
    description,
    value: typeof value === 'string' ? `"${value}"` : String(value),
  });
}
