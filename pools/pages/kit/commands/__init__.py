"""Requests as commands: what a page does, in the words of the AWS CLI, PowerShell and Python."""
