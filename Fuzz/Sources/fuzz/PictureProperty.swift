../../ ../ Tests / AviaryMediaTests / PictureProperty.swift
