#!/bin/bash
echo ready "$@"
